"""What is made to be looked at: pages of PDF, Word and the web."""
