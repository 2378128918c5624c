"""A meeting's coverage as one document: asked once, drawn, and written in the form that was wanted."""
