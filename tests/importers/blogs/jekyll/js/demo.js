fetch('/notes/assets/points.json');
