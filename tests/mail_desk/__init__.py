"""Tests of the mail desk."""
