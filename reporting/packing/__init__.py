"""The audit pack of a quarter: who may ask for it, what stands in it, and how it is made beside the pages."""
