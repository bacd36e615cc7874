"""From the words of a question to a Question: whose words it wants, about what, from when and where."""
