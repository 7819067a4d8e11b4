"""A pretend WeChat platform with telephones, for development; production refuses to mount it."""
