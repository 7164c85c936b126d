"""The dashboard: the only place, with pages/ and app.py, that knows streamlit."""
