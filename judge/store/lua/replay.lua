-- The first answer to a request with this idempotency key; it changes nothing.
return first_answer(ARGV[1], ARGV[2]) or {'new'}
