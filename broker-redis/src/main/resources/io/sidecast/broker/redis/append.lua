-- Appends an envelope to the log of a channel, removes what exceeds the bounds of the log, and publishes the envelope with its position.
-- KEYS: the stream of the log, its state, the channel.
-- ARGV: the envelope; PUBLISH or SPUBLISH; the bounds of the log: the age in milliseconds, the messages, the bytes.
local log, state, channel = KEYS[1], KEYS[2], KEYS[3]
local envelope = ARGV[1]
local age, messages, bytes = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function text(number)
  return string.format('%.0f', number)
end

local last = redis.call('HMGET', state, 'epoch', 'offset', 'bytes')
local epoch, offset, size = last[1], tonumber(last[2] or 0), tonumber(last[3] or 0)
if not epoch then
  redis.call('DEL', log)
  epoch = time[1] .. string.format('%06d', time[2])
end
if redis.call('EXISTS', log) == 0 then
  size = 0
end

offset, size = offset + 1, size + #envelope
redis.call('XADD', log, text(offset) .. '-0', 't', text(now), 'e', envelope)

-- Each call adds one message and removes up to 100, so bounds that were lowered are soon in force.
local length = redis.call('XLEN', log)
for _ = 1, 100 do
  local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  local fields = oldest[2]
  local isOld = now - tonumber(fields[2]) > age
  if length == 1 or not (isOld or length > messages or size > bytes) then
    break
  end
  redis.call('XDEL', log, oldest[1])
  length, size = length - 1, size - #fields[4]
end

redis.call('HSET', state, 'epoch', epoch, 'offset', text(offset), 'bytes', text(size))
redis.call('PEXPIRE', log, age)
-- A position of a channel without messages stays valid for a day.
redis.call('PEXPIRE', state, math.max(2 * age, 86400000))
local position = epoch .. '-' .. text(offset)
redis.call(ARGV[2], channel, position .. ' ' .. envelope)
return position
