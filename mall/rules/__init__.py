"""Judgement of the mall: what forbids an act."""
