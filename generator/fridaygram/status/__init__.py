"""Status: how the blog stands with its Fridays. It looks and changes nothing."""
