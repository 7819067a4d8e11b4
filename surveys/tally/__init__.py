"""The count of owner decisions: heads and area, quorum and approval, in whole numbers."""
