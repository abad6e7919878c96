"""The notebooks and explorers in a real JupyterLab, in headless Chromium, with the network cut."""
