"""Tests of the doors and components."""
