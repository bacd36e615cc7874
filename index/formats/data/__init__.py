"""What programs write for programs: JSON, tables, and the annotation formats of linguists."""
