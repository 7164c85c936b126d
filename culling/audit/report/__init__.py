"""All numbers of an audit, as sentences, as JSON and as one HTML file."""
