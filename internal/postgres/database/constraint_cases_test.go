package database_test

const upheld = `ruled_at = now(); ruling = 'upheld'`

// brokenChecks has for each CHECK of the schema what to change in a row of its table,
// so that the database refuses it for that alone.
var brokenChecks = map[string]string{
	"absences_end_after_start": `starts_at = now(); ends_at = now()`,

	"agreement_answers_side_is_known": `side = 'nothing'`,
	"agreement_answers_words_length":  `words = repeat('x', 10001)`,

	"agreement_drafts_what_became_a_version_has_ended": `became = 1`,

	"agreement_signatures_side_is_known": `side = 'nothing'`,

	"api_answers_key_length": `key = repeat('x', 201)`,

	"api_keys_expire_after_they_are_made": `created_at = now(); expires_at = now()`,
	"api_keys_may_something":              `scopes = '{}'`,
	"api_keys_name_length":                `name = repeat('x', 201)`,
	"api_keys_prefix_length":              `prefix = repeat('x', 21)`,
	"api_keys_revoked_by_somebody":        `revoked_at = now()`,

	"assignment_rules_name_length":     `name = repeat('x', 201)`,
	"assignment_rules_person_is_named": `target = 'person'`,
	"assignment_rules_target_is_known": `target = 'nothing'`,

	"attempts_are_logged_afterwards": `at = now(); logged_at = now() - interval '1 day'`,
	"attempts_kind_is_known":         `kind = 'nothing'`,
	"attempts_note_length":           `note = repeat('x', 10001)`,
	"attempts_outcome_is_known":      `outcome = 'nothing'`,

	"breaches_after_due":      `at = now(); due_at = now() + interval '1 day'`,
	"breaches_clock_is_known": `clock = 'nothing'`,

	"campaigns_name_length": `name = repeat('x', 201)`,

	"corrections_change_something": `was = 'x'; now = 'x'`,
	"corrections_field_is_known":   `field = 'nothing'`,

	"disputes_are_not_ruled_by_who_opened_them": `disputed_by = 1; ruled_by = 1; ` + upheld + `; ruling_words = 'x'`,
	"disputes_ruling_is_known":                  `ruled_by = 2; ruled_at = now(); ruling = 'nothing'; ruling_words = 'x'`,
	"disputes_ruling_is_whole":                  `ruled_at = now()`,
	"disputes_ruling_words_length":              `ruled_by = 2; ` + upheld + `; ruling_words = repeat('x', 10001)`,
	"disputes_words_length":                     `words = repeat('x', 10001)`,

	"estimates_of_is_known":       `of = 'nothing'`,
	"estimates_probability_range": `probability = 1`,

	"field_notes_pinned_by_somebody":     `pinned_at = now()`,
	"field_notes_retired_are_not_pinned": `pinned_by = 1; pinned_at = now(); retired_by = 1; retired_at = now()`,
	"field_notes_retired_by_somebody":    `retired_at = now()`,
	"field_notes_words_length":           `words = repeat('x', 1001)`,

	"first_day_asides_end_after_they_begin": `at = now(); ended_at = now() - interval '1 day'`,

	"funnel_month_times_begin_a_month": `month = '2026-03-02'`,

	"goal_changes_what_is_known": `what = 'nothing'`,

	"goal_words_length": `words = repeat('x', 1001)`,

	"goals_end_after_start":    `starts_on = '2026-03-02'; ends_on = '2026-03-01'`,
	"goals_of_one_at_most":     `team_id = 1; person_id = 1`,
	"goals_target_is_positive": `target = 0`,

	"handoffs_currency_has_three_letters":     `currency = 'eur'`,
	"handoffs_disqualified_has_reason":        `verdict = 'accepted'; verdict_at = now(); outcome = 'disqualified'`,
	"handoffs_engagement_never_negative":      `engagement = -1`,
	"handoffs_feedback_length":                `feedback = repeat('x', 10001)`,
	"handoffs_fit_range":                      `fit = 101`,
	"handoffs_grade_is_known":                 `grade = 'nothing'`,
	"handoffs_level_is_known":                 `level = 5`,
	"handoffs_note_length":                    `note = repeat('x', 10001)`,
	"handoffs_number_from_one":                `number = 0`,
	"handoffs_only_a_rejection_is_overturned": `verdict = 'accepted'; verdict_at = now(); overturned_at = now()`,
	"handoffs_outcome_follows_acceptance":     `verdict = 'recalled'; verdict_at = now(); outcome = 'won'`,
	"handoffs_outcome_is_known":               `verdict = 'accepted'; verdict_at = now(); outcome = 'nothing'`,
	"handoffs_outcome_words_length":           `outcome_words = repeat('x', 10001)`,
	"handoffs_rejected_has_reason":            `verdict = 'rejected'; verdict_at = now()`,
	"handoffs_value_is_positive":              `value = 0`,
	"handoffs_verdict_has_time":               `verdict = 'accepted'`,
	"handoffs_verdict_is_known":               `verdict = 'nothing'; verdict_at = now()`,
	"handoffs_won_amount_never_negative":      `won_amount = -1`,

	"import_mappings_heading_length": `heading = repeat('x', 101)`,

	"imports_campaign_length":  `campaign = repeat('x', 201)`,
	"imports_file_hash_length": `file_hash = repeat('x', 101)`,
	"imports_known_named":      `known = 'nothing'`,
	"imports_name_length":      `name = repeat('x', 201)`,
	"imports_run_hash_length":  `run_hash = repeat('x', 101)`,
	"imports_source_length":    `source = repeat('x', 201)`,

	"installation_currency_has_three_letters": `currency = 'eur'`,
	"installation_has_one_row":                `singleton = false`,
	"installation_win_days_range":             `win_days = 29`,

	"leads_city_length":         `city = repeat('x', 201)`,
	"leads_company_key_length":  `company_key = repeat('x', 201)`,
	"leads_company_length":      `company = repeat('x', 201)`,
	"leads_company_size_range":  `company_size = 0`,
	"leads_country_is_a_code":   `country = 'Spain'`,
	"leads_email_length":        `email = repeat('x', 255)`,
	"leads_external_id_length":  `external_id = repeat('x', 201)`,
	"leads_industry_length":     `industry = repeat('x', 201)`,
	"leads_job_title_length":    `job_title = repeat('x', 201)`,
	"leads_name_length":         `name = repeat('x', 201)`,
	"leads_note_length":         `note = repeat('x', 10001)`,
	"leads_phone_length":        `phone = repeat('x', 41)`,
	"leads_merged_into_another": `merged_into = 1`,
	"leads_stage_is_known":      `stage = 'nothing'`,
	"merges_of_two_leads":       `other_id = 1; survivor_id = 1`,
	"merges_undone_by_somebody": `undone_by = 1`,
	"leads_website_length":      `website = repeat('x', 501)`,

	"rep_workloads_never_negative": `open = -1`,

	"models_number_from_one":      `number = 0`,
	"models_of_is_known":          `of = 'nothing'`,
	"models_positives_are_labels": `labels = 1; positives = 2`,
	"models_state_is_known":       `state = 'nothing'`,

	"notifications_kind_length": `kind = repeat('x', 41)`,

	"opinions_grade_is_known": `grade = 'nothing'`,
	"opinions_words_length":   `words = repeat('x', 10001)`,

	"people_capacity_range":      `capacity = 1001`,
	"people_country_is_a_code":   `country = 'Spain'`,
	"people_date_order_is_known": `date_order = 'nothing'`,
	"people_email_length":        `email = repeat('x', 255)`,
	"people_muted_is_short":      `muted = array_fill('x'::text, ARRAY[21])`,
	"people_name_length":         `name = repeat('x', 201)`,
	"people_role_is_known":       `role = 'nothing'`,
	"people_weight_range":        `weight = 11`,

	"personas_avoid_length":       `avoid = repeat('x', 1001)`,
	"personas_description_length": `description = repeat('x', 10001)`,
	"personas_name_length":        `name = repeat('x', 201)`,
	"personas_say_length":         `say = repeat('x', 1001)`,
	"personas_speak_length":       `speak = repeat('x', 1001)`,

	"questions_answer_has_time": `answer = 'x'`,
	"questions_answer_length":   `answer = repeat('x', 10001); answered_at = now()`,
	"questions_words_length":    `words = repeat('x', 10001)`,

	"reasons_class_is_known":     `class = 'nothing'`,
	"reasons_code_length":        `code = 'Not a code'`,
	"reasons_list_is_known":      `list = 'nothing'`,
	"reasons_next_step_is_known": `next_step = 'nothing'`,
	"reasons_quality_is_known":   `quality = 'nothing'`,
	"reasons_words_length":       `words = repeat('x', 201)`,

	"recyclings_come_back_later": `recycled_at = now(); back_at = now()`,
	"recyclings_words_length":    `words = repeat('x', 10001)`,

	"reminders_clock_is_known": `clock = 'nothing'`,
	"reminders_level_is_known": `level = 60`,

	"scores_cause_is_known":            `cause = 'nothing'`,
	"scores_engagement_never_negative": `engagement = -1`,
	"scores_fit_range":                 `fit = 101`,
	"scores_grade_is_known":            `grade = 'nothing'`,
	"scores_level_is_known":            `level = 5`,

	"sent_forms_key_length": `key = repeat('x', 65)`,

	"setting_events_has_act":  `act = ''`,
	"setting_events_has_noun": `noun = ''`,

	"sources_name_length": `name = repeat('x', 201)`,

	"spend_ends_after_start": `starts_on = '2026-03-02'; ends_on = '2026-03-01'`,
	"spend_never_negative":   `amount = -1`,

	"suggestion_dismissals_end_by_somebody": `ended_at = now()`,
	"suggestion_dismissals_field_length":    `field = repeat('x', 101)`,
	"suggestion_dismissals_part_is_known":   `part = 'nothing'`,
	"suggestion_dismissals_share_is_one":    `came_back = 2; answered = 1`,

	"team_days_name_is_short":         `name = repeat('x', 101)`,
	"team_days_withdrawn_by_somebody": `withdrawn_at = now()`,

	"teams_country_is_a_code": `country = 'Spain'`,
	"teams_name_length":       `name = repeat('x', 201)`,
	"teams_side_is_known":     `side = 'nothing'`,

	"touches_kind_is_known":       `kind = 'nothing'`,
	"touches_note_length":         `note = repeat('x', 10001)`,
	"touches_utm_campaign_length": `utm_campaign = repeat('x', 201)`,
	"touches_utm_content_length":  `utm_content = repeat('x', 201)`,
	"touches_utm_medium_length":   `utm_medium = repeat('x', 201)`,
	"touches_utm_source_length":   `utm_source = repeat('x', 201)`,
	"touches_utm_term_length":     `utm_term = repeat('x', 201)`,

	"undone_outcomes_what_is_known": `what = 'nothing'`,
}

// brokenUnique has for each unique index what two rows of its table have beside what any row has, so that the second
// is refused for that alone.
var brokenUnique = map[string][2]string{
	"agreement_drafts_become_a_version_each": both(`became = 1; ended_at = now()`),
	"agreement_drafts_one_at_a_time":         both(``),
	"agreement_signatures_of_two_people":     {`side = 'sales'`, `side = 'marketing'`},
	"agreements_one_from_each_instant":       {`version = 8`, `version = 9`},
	"api_keys_one_per_token":                 both(``),
	"campaigns_one_per_name":                 {`name = 'Autumn'`, `name = 'autumn'`},
	"first_day_asides_one_at_a_time":         both(``),
	"goals_one_for_the_same_thing":           both(``),
	"handoffs_one_number_per_lead":           both(`verdict = 'recalled'; verdict_at = now()`),
	"handoffs_one_open_per_lead":             {`number = 1`, `number = 2`},
	"imports_one_per_run":                    both(`run_hash = 'x'`),
	"leads_one_per_email":                    both(`email = 'x@x'`),
	"leads_one_per_external_id":              both(`external_id = 'x'`),
	"models_one_per_number":                  both(``),
	"notifications_once":                     both(``),
	"people_one_per_email":                   {`email = 'rosa@x'`, `email = 'Rosa@x'`},
	"personas_one_per_name":                  {`name = 'Buyer'`, `name = 'buyer'`},
	"questions_one_open_per_handoff":         both(``),
	"reasons_one_per_code":                   both(``),
	"recyclings_one_open_per_lead":           both(``),
	"sessions_one_per_id":                    {`id = 1; token_hash = '\x01'`, `id = 1; token_hash = '\x02'`},
	"sources_one_per_name":                   {`name = 'Fair'`, `name = 'fair'`},
	"suggestion_dismissals_one_in_force":     both(``),
	"teams_one_per_name":                     {`name = 'EMEA'`, `name = 'emea'`},
}

func both(of string) [2]string { return [2]string{of, of} }

// onlyGrow has for each trigger that refuses a change what it must refuse.
var onlyGrow = map[string][]string{
	"assignment_log_only_grows":  {"UPDATE assignment_log SET sentence = 'y'", "DELETE FROM assignment_log"},
	"attempts_only_grows":        {"UPDATE attempts SET note = 'y'", "DELETE FROM attempts"},
	"breaches_only_grows":        {"UPDATE breaches SET at = now()", "DELETE FROM breaches"},
	"corrections_only_grows":     {"UPDATE corrections SET now = 'z'", "DELETE FROM corrections"},
	"events_only_grows":          {"UPDATE events SET kind = 'y'", "DELETE FROM events"},
	"goal_changes_only_grows":    {"UPDATE goal_changes SET at = now()", "DELETE FROM goal_changes"},
	"goal_words_only_grows":      {"UPDATE goal_words SET words = 'y'", "DELETE FROM goal_words"},
	"opinions_only_grows":        {"UPDATE opinions SET words = 'y'", "DELETE FROM opinions"},
	"scores_only_grows":          {"UPDATE scores SET cause = 'y'", "DELETE FROM scores"},
	"setting_events_only_grows":  {"UPDATE setting_events SET noun = 'y'", "DELETE FROM setting_events"},
	"touches_only_grows":         {"UPDATE touches SET kind = 'visit'", "DELETE FROM touches"},
	"undone_outcomes_only_grows": {"UPDATE undone_outcomes SET words = 'y'", "DELETE FROM undone_outcomes"},
	"undone_verdicts_only_grows": {"UPDATE undone_verdicts SET feedback = 'y'", "DELETE FROM undone_verdicts"},
}

// validRows have what a row of a table must have beside any value of the right type.
var validRows = map[string]string{
	"agreement_answers":     `side = 'sales'`,
	"agreement_signatures":  `side = 'sales'`,
	"attempts":              `kind = 'call'; outcome = 'reached'`,
	"breaches":              `clock = 'decide'`,
	"corrections":           `field = 'name'; was = 'x'; now = 'y'`,
	"estimates":             `of = 'win'`,
	"goal_changes":          `what = 'set'`,
	"handoffs":              `grade = 'A'`,
	"leads":                 `stage = 'captured'`,
	"merges":                `survivor_id = 2`,
	"models":                `of = 'win'; state = 'published'`,
	"opinions":              `grade = 'A'`,
	"people":                `email = 'x@x'; role = 'rep'`,
	"reasons":               `list = 'reject'; class = 'other'; next_step = 'return'; quality = 'no'`,
	"recyclings":            `back_at = now() + interval '1 day'`,
	"reminders":             `clock = 'decide'; level = 50`,
	"scores":                `cause = 'submitted'; grade = 'A'`,
	"sent_forms":            `key = repeat('x', 16)`,
	"suggestion_dismissals": `part = ''`,
	"teams":                 `side = 'sales'`,
	"touches":               `kind = 'form'`,
	"undone_outcomes":       `what = 'won'`,
}

// besideKeys have what a row must have so that a column with a foreign key may have a value.
var besideKeys = map[string]string{
	"leads_merged_into_fkey":              `stage = 'merged'`,
	"merges_undone_by_fkey":               `undone_at = now()`,
	"agreement_drafts_became_fkey":        `ended_at = now()`,
	"api_keys_revoked_by_fkey":            `revoked_at = now()`,
	"assignment_rules_person_id_fkey":     `target = 'person'`,
	"assignment_sets_rest_team_id_fkey":   `version = 8`,
	"assignment_sets_turned_on_by_fkey":   `version = 8`,
	"scorings_published_by_fkey":          `version = 8`,
	"scorings_restores_fkey":              `version = 8`,
	"disputes_ruled_by_fkey":              `ruled_at = now(); ruling = 'upheld'; ruling_words = 'x'`,
	"field_notes_pinned_by_fkey":          `pinned_at = now()`,
	"field_notes_retired_by_fkey":         `retired_at = now()`,
	"suggestion_dismissals_ended_by_fkey": `ended_at = now()`,
	"team_days_withdrawn_by_fkey":         `withdrawn_at = now()`,
}
