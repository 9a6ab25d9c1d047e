fetch('/log/js/points.json');
