package server_test

import (
	"net/http"
	"testing"
)

func TestAManagerChangesThePointsSeesTheEffectPublishesAndPutsBack(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	atWork := []string{"words", "Gave a work email", "when.0.field", "email", "when.0.op", "is_work_email", "version", "0",
		"began", "1"}
	h.handOver("ES", 0)
	h.see(aManager, "/scoring").says("Gave a work email", "+10", "E-mail address is a work address",
		"Every lead starts with 20. Grade A starts at 70, B at 50 and C at 30. Below that, the grade is D.",
		"The 1 lead of the last 90 days", "It came with Baton.").lacks("Your draft")
	h.see(aRep, "/scoring").says("Gave a work email", "It came with Baton.").lacks("Edit", "New rule", "Restore")

	h.post(aManager, "/scoring/7",
		append([]string{"points", "some"},
			atWork...)...).is(http.StatusUnprocessableEntity).says("Write a whole number, such as 20 or -15.").
		keeps("points", "some")
	h.post(aManager, "/scoring/7",
		append([]string{"points", "101"},
			atWork...)...).is(http.StatusUnprocessableEntity).says("Write a whole number of points from -100 to 100").
		keeps("points", "101")
	h.post(aManager, "/scoring", "words", "Anything", "points", "5", "version", "0", "began",
		"1").is(http.StatusUnprocessableEntity).says("Add a condition.").keeps("words", "Anything")
	h.post(aManager, "/scoring/levels", "base", "20", "A", "40", "B", "50", "C", "many", "version", "0", "began",
		"1").is(http.StatusUnprocessableEntity).says("Write a whole number.").keeps("C", "many")
	h.post(aManager, "/scoring/levels", "base", "20", "A", "40", "B", "50", "C", "30", "version", "0", "began",
		"1").is(http.StatusUnprocessableEntity).says("Grade B must start lower than the grade above it.")
	if n := h.value("SELECT count(*) FROM scoring_drafts"); n != "0" {
		t.Fatalf("what was refused left %s drafts", n)
	}

	h.post(aManager, "/scoring/7", append([]string{"points", "−20"}, atWork...)...).onTo("/scoring")
	h.see(aManager, "/scoring").says("Your draft has 1 change.", "“Gave a work email”: −20 instead of +10",
		"would get a worse grade")
	h.post(aManager, "/scoring/7",
		append([]string{"points", "30"},
			atWork...)...).is(http.StatusConflict).says("These rules were changed after you opened this page",
		"It now says: “Gave a work email”: e-mail address is a work address, −20.").keeps("points", "30")
	before := h.graded()
	h.post(aManager, "/scoring/draft/publication", "version",
		"7").is(http.StatusConflict).says("Your draft was changed in another window")
	h.post(aManager, "/scoring/draft/publication", "version", "1").onTo("/scoring")
	h.post(aManager, "/scoring/draft/publication", "version",
		"1").is(http.StatusConflict).says("There is no draft to publish")
	h.see(aManager, "/scoring").says("Version 2", "published it", "“Gave a work email”: −20 instead of +10",
		"Restore").lacks("Your draft")
	if after := h.graded(); after != before-30 {
		t.Errorf("a lead fits %d after %d", after, before)
	}
	h.post(aManager, "/scoring/versions/1/publication", "version",
		"1").is(http.StatusConflict).says("published another version after you opened this page")
	h.post(aManager, "/scoring/versions/2/publication", "version",
		"2").is(http.StatusConflict).says("is the same as the one in force")
	h.post(aManager, "/scoring/versions/99/publication", "version", "2").is(http.StatusNotFound)
	h.post(aManager, "/scoring/versions/1/publication", "version", "2").onTo("/scoring#versions")
	h.see(aManager, "/scoring").says("Version 3", "restored version 1", "+20")
	if after := h.graded(); after != before {
		t.Errorf("put back, a lead fits %d after %d", after, before)
	}
}

func TestAManagerChangesWhatTouchesAreWorth(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	draft := []string{"version", "0", "began", "1"}
	h.see(aRep, "/scoring").says("Engagement", "Filled in a form", "20 points each, 40 at most, half after 14 days",
		"Engagement 1 starts at 45 points, 2 at 25 and 3 at 10",
		"2% of the leads that miss only the score are let through at random").lacks("New group of touches")
	for _, bad := range []struct{ field, value, words string }{
		{"words", "", "Name these touches in a few words."}, {"points", "many", "Write a whole number."},
		{"points", "0", "Write a whole number of points from 1 to 100."},
		{"points", "60", "One touch would give more than the maximum of 50."},
		{"cap", "501", "Write a whole number from 1 to 500."},
		{"half_life", "0", "Write a whole number of days from 1 to 365. 14 is typical."},
		{"kind_form", "1", "“Filled in a form” already counts some of these."},
	} {
		sent := append([]string{"words", "Wrote back", "kind_reply", "1", "points", "30", "cap", "50", "half_life", "7"},
			draft...)
		h.post(aManager, "/scoring/groups/1",
			append([]string{bad.field, bad.value}, sent...)...).is(http.StatusUnprocessableEntity).says(bad.words)
	}
	h.post(aManager, "/scoring/engagement",
		append([]string{"level_1", "20", "level_2", "25", "level_3", "10", "explore", "21"},
			draft...)...).is(http.StatusUnprocessableEntity).
		says("Level 2 must start lower than the level above it.", "Write a whole number from 0 to 20.").
		keeps("explore", "21")
	if n := h.value("SELECT count(*) FROM scoring_drafts"); n != "0" {
		t.Fatalf("what was refused left %s drafts", n)
	}
	h.post(aManager, "/scoring/groups/1",
		append([]string{"words", "Wrote back", "kind_reply", "1", "points", "30", "cap", "50", "half_life", "7"},
			draft...)...).onTo("/scoring")
	h.post(aManager, "/scoring/engagement", "version", "1", "began", "1", "level_1", "60", "level_2", "25", "level_3",
		"10", "explore", "0").onTo("/scoring")
	h.takeBack(aManager, "/scoring/groups/5", "version", "2", "began", "1").onTo("/scoring")
	h.see(aManager, "/scoring").says("Your draft has 4 changes.",
		"“Wrote back”, 30 points each, 50 at most, half after 7 days. Before: 25 points each",
		"Engagement 1 starts at 60 instead of 45",
		"0% are let through below the agreed score instead of 2%", "“Visited our pages” is deleted")
	h.post(aManager, "/scoring/draft/publication", "version", "3").onTo("/scoring")
	h.see(aMarketer, "/scoring").says("30 points each, 50 at most", "Engagement 1 starts at 60 points",
		"No leads are let through below the agreed score").lacks("3 points each, 15")
}

// graded hands a lead over and tells its fit.
func (h *home) graded() int {
	h.t.Helper()
	var fit int
	if err := h.sql.QueryRow(h.t.Context(), "SELECT fit FROM handoffs WHERE id = $1",
		h.handOver("ES", 0).Handoff).Scan(&fit); err != nil {
		h.t.Fatal(err)
	}
	return fit
}

func TestAFormOfTheScoringTellsAllThatIsWrongAtOnce(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/scoring/levels", "base", "-5", "A", "1000", "B", "many", "C", "30", "version", "0", "began",
		"1").is(http.StatusUnprocessableEntity).
		says("Write a whole number from 0 to 100.", "Write a whole number from 1 to 100.", "Write a whole number.").
		keeps("A", "1000", "B", "many")
	h.post(aManager, "/scoring/groups", "version", "0", "began", "1").is(http.StatusUnprocessableEntity).
		says("Name these touches in a few words.", "Choose which touches count here.", "Write a whole number.")
}

func TestADraftThatAnotherScoringOvertookIsToldWhatItWouldUndo(t *testing.T) {
	t.Parallel()
	h := keptHome(t)
	h.post(aManager, "/scoring/levels", "base", "25", "A", "70", "B", "50", "C", "30", "version", "0", "began",
		"1").onTo("/scoring")
	h.post(anAdmin, "/scoring", "words", "Competitor", "gate", "1", "when.0.field", "company", "when.0.op", "has_word",
		"when.0.value", "rival", "version", "0", "began", "1").onTo("/scoring")
	h.post(anAdmin, "/scoring/draft/publication", "version", "1").onTo("/scoring")
	h.see(aManager, "/scoring").says("Ada Admin changed the rules after you started",
		"Every lead starts with 25 instead of 20", "Keep my draft")
	h.post(aManager, "/scoring/draft/publication", "version", "1").is(http.StatusConflict).
		says("Ada Admin changed the rules after you started", "New: “Competitor”: company contains the word “rival”, a gate",
			"Keep my draft")
	if n := h.value("SELECT max(version) FROM scorings"); n != "2" {
		t.Fatalf("version %s is in force", n)
	}
	h.post(aManager, "/scoring/draft/renewal", "version", "1").onTo("/scoring")
	h.see(aManager, "/scoring").says("Your draft has 2 changes.", "“Competitor” is deleted")
	h.takeBack(aManager, "/scoring/draft").onTo("/scoring")
	h.see(aManager, "/scoring").lacks("Your draft").says("Competitor", "Gate")
	h.takeBack(aManager, "/scoring/11", "version", "0", "began", "1").is(http.StatusConflict)
	h.takeBack(aManager, "/scoring/11", "version", "0", "began", "2").onTo("/scoring")
	h.see(aManager, "/scoring").says("“Competitor” is deleted")
}
