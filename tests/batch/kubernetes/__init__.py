"""The official schema of a Job on Kubernetes, cut to what a Job needs."""
