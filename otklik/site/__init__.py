"""The assembled product: settings, urls, asgi, permalinks."""
