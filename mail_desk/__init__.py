"""The mail desk: letters and parcels of the merchants."""
