"""From the bytes of a photo file to pixels and EXIF: kinds of files, decoders, the child process for risky ones.

Nothing is imported here: the child process must stay small.
"""
