-- Which edit of a draft its reminder was sent for: a later edit gives the draft thirty more days and one more reminder.
alter table forms.draft add column reminded_edit timestamptz;

create function forms.due_reminders(p_last_day date, p_limit integer) returns table (draft_id uuid, person_id uuid)
language sql stable security definer set search_path = '' as $$
  select draft_id, person_id from forms.draft
  where expires_on <= p_last_day and reminded_edit is distinct from edited_at
  order by expires_on limit p_limit
$$;
comment on function forms.due_reminders is 'the reminder looks at drafts of everybody, gets ids only and writes as each owner';
revoke execute on function forms.due_reminders from public;
grant execute on function forms.due_reminders to verbund_app;
