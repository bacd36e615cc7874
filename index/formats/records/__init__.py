"""What stenographers print for courts, central banks, companies and parliaments."""
