"""Judgement: what forbids an act on a folder or on one of its papers."""
