"""A town hall's page of 2002 for civil records: no sign-on, no menu, a recap before anything is recorded."""
