DROP INDEX handoffs_of_personas;
