"""How a crawl keeps its manners: robots.txt, pauses a site asks for, storms of refusals, one turn at a time."""
