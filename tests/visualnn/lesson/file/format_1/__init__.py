"""Three lessons of format 1, and what a program that knew no other format read them as."""
