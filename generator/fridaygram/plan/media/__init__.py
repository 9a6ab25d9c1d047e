"""Pictures, social cards and icons: what a build makes beside its pages, once a content, and keeps."""
