"""Who counts: the board, statistics, printed reports, search. Reads everything, writes only its own papers."""
