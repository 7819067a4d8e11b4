"""The matrix of who may enter where: every route, every kind of people, own rows and foreign ones."""
