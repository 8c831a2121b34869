"""How we speak HTTP, HTML and paper: doors, fragments, paging, components, PDF, spreadsheets. No models of its own."""
