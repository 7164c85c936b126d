"""Scans on several machines, by Dask distributed: workers read and measure, this process plans and saves.

`places` says where a cluster is and where its workers see the photos, `errand` is what runs on a worker, `agreement`
finds a worker that would give other numbers, `roster` says who gets which photo, `link` speaks with Dask, and `run`
puts them together. Only `places` and `link` import distributed, when they need it.
"""

from culling.cluster.places import Cluster

__all__ = ["Cluster"]
