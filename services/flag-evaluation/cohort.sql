-- For analysts: in which cohort a rollout puts somebody, as the flag service decides it. In PostgreSQL, where the rollout's salt and the unit are at hand:
--   select flag_cohort('seed.stripe_payments', user_id) < 25000   -- the first 25 %
create or replace function flag_multiplied(a bigint, b bigint) returns bigint language sql immutable strict parallel safe as
$$ select ((a & 65535) * b + ((((a >> 16) * b) & 65535) << 16)) & 4294967295 $$;

create or replace function flag_mixed(k bigint) returns bigint language sql immutable strict parallel safe as
$$ select flag_multiplied(((m << 15) | (m >> 17)) & 4294967295, 461845907) from (select flag_multiplied(k, 3432918353)) as one (m) $$;

create or replace function flag_cohort(salt text, unit text) returns integer language plpgsql immutable strict parallel safe as
$$
declare
  bytes bytea := convert_to(salt || ':' || unit, 'UTF8');
  size integer := length(bytes);
  whole integer := size - size % 4;
  h bigint := 0;
  tail bigint := 0;
begin
  for i in 0 .. whole / 4 - 1 loop
    h := h # flag_mixed(get_byte(bytes, 4 * i) + (get_byte(bytes, 4 * i + 1)::bigint << 8) + (get_byte(bytes, 4 * i + 2)::bigint << 16) + (get_byte(bytes, 4 * i + 3)::bigint << 24));
    h := ((h << 13) | (h >> 19)) & 4294967295;
    h := (h * 5 + 3864292196) & 4294967295;
  end loop;
  for i in whole .. size - 1 loop
    tail := tail + (get_byte(bytes, i)::bigint << (8 * (i - whole)));
  end loop;
  h := h # flag_mixed(tail) # size;
  h := flag_multiplied(h # (h >> 16), 2246822507);
  h := flag_multiplied(h # (h >> 13), 3266489909);
  h := h # (h >> 16);
  return (h * 100000) >> 32;
end
$$;
