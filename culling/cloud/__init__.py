"""Folders of photos at a URL: s3://bucket/shoot and whatever else fsspec reads. Listed once, each photo read once."""

from culling.cloud.path import CloudPath

__all__ = ["CloudPath"]
