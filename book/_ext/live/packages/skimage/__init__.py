"""What the chapters need of scikit-image, in the page: a photo."""
