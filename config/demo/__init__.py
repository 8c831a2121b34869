"""The demo mall: invented people, shops and fourteen months of matters, so that every screen has something to show.

Everything is made by the same acts the people at the desk use, with the hour handed in, so the demo can hold
nothing the product itself would refuse. A fixed seed makes the same mall every time, relative to the day it is made.
"""
