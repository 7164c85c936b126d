"""The rooms of the page of similar photos: method and settings, map, groups, selection, more like one photo."""
