"""Web archives' files as captures: records read one by one, damage told and passed over, nothing held in memory."""
