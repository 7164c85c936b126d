"""What people said of photos: label blind, import, look through, take back."""
