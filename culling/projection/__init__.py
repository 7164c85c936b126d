"""Where photos lie on a map: near each other when they look alike."""

from culling.projection.layout import laid_out, project_umap
from culling.projection.pca import project_pca
from culling.projection.placing import place
from culling.projection.projection import Projection

__all__ = ["Projection", "laid_out", "place", "project_pca", "project_umap"]
