"""Optional integrations: each is imported by name and needs the library it is for."""
