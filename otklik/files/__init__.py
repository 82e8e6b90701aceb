"""Bytes: storage by content hash, type sniffing, thumbnails, signed downloads."""
