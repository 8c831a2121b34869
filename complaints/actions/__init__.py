"""What people do with a complaint: one function per verb, by whom and when."""
