"""What is in a photo: things with a frame, and the nine tags that photos are searched by."""
