"""Tests of the house: its rules, its set-up, its services."""
