"""What each region shows, as JSON objects: one module per face. Nothing here is hidden from who may see the face."""
