"""Tests of the complaint desk."""
