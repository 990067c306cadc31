-- Reads the envelopes of a log after a position.
-- KEYS: the stream of the log, its state.
-- ARGV: the epoch and the offset of the position; the maximum number of messages, and of their bytes.
-- Returns 1 if no message after the position is missing, else 0; then the offset and the envelope of each message.
local log, state = KEYS[1], KEYS[2]
local after, messages, bytes = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local last = redis.call('HMGET', state, 'epoch', 'offset')
if last[1] ~= ARGV[1] or after > tonumber(last[2]) then
  return { 0 }
end

local result = { 1 }
local expected = after + 1
local from = string.format('%.0f-0', expected)
for i, message in ipairs(redis.call('XRANGE', log, from, '+', 'COUNT', messages + 1)) do
  local offset, envelope = string.match(message[1], '^%d+'), message[2][4]
  if tonumber(offset) ~= expected then
    result[1] = 0
  end
  bytes = bytes - #envelope
  if i > messages or (i > 1 and bytes < 0) then
    result[1] = 0
    return result
  end
  result[#result + 1] = offset
  result[#result + 1] = envelope
  expected = tonumber(offset) + 1
end
if expected <= tonumber(last[2]) then
  result[1] = 0
end
return result
