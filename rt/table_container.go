package rt

// containerTable: displays, and operations whose operands are known to be of the exact class in the name.
// Indexes count from the end when negative.
const containerTable = `
list(...) obj null - list!
tuple(...) obj null - tuple!
set(...) obj null any set!
dict(...) obj null any dict!                       # key, value, key, value
list_new(i64) obj null - list!                     # of unset items, all to be set by list_init before anything else
list_init(obj, i64, steal obj) void never w
tuple_new(i64) obj null - tuple!
tuple_init(obj, i64, steal obj) void never w
list_extend(obj, obj) void minus1 any              # from any iterable: * in displays and calls
list_to_tuple(obj) obj null r tuple!
set_add(obj, obj) void minus1 any fast
set_add_tag(obj, tag) void minus1 any fast
set_update(obj, obj) void minus1 any
dict_set(obj, obj, obj) void minus1 any
dict_update(obj, obj) void minus1 any              # ** in displays
dict_merge(obj, obj, obj) void minus1 any          # callable, dict, mapping: ** in calls

list_len(obj) i64 never r
list_get(obj, i64) borrowed obj null r fast
list_get_word(obj, i64) borrowed tag null r fast   # NAME_word: the item as a tagged word
list_get_f64(obj, i64) f64 sentinel r fast          # as a float, which an int is converted to
seq_get_f64(obj, i64) f64 sentinel any fast
list_get_tag(obj, tag) borrowed obj null r         # index: exact int
list_get_tag_word(obj, tag) borrowed tag null r
list_set(obj, i64, obj) void minus1 wf fast
list_set_tag(obj, tag, obj) void minus1 wf         # index: exact int
list_next(obj, i64) obj never r                    # item of an index that is not negative; null past the end
list_append(obj, obj) void minus1 w
list_pop(obj) obj null rwf                         # f: what was borrowed from the list is now the caller's to release
list_pop_at(obj, i64) obj null rwf
list_insert(obj, i64, obj) void minus1 w
list_del(obj, i64) void minus1 wf
list_slice(obj, tag?, tag?, tag?) obj null r list! # start, stop, step; exact ints or absent
heappush(obj, obj, obj) obj null any              # what was imported as heapq.heappush, list, item
heappop(obj, obj) obj null any                    # likewise
list_reverse(obj) void never w
list_sort(obj) void minus1 any
list_copy(obj) obj null r list!
list_clear(obj) void never wf

tuple_len(obj) i64 never -
tuple_get(obj, i64) obj null -
tuple_next(obj, i64) obj never -
tuple_slice(obj, tag?, tag?, tag?) obj null - tuple! # likewise
tuple_item(obj, i64) borrowed obj never -          # index known to be in range

dict_len(obj) i64 never r
dict_get(obj, obj) obj null any                    # KeyError
dict_get_default(obj, obj, obj) obj null any
dict_walk_size(obj) i64 never r                    # the size that dict_next wants; of no use for anything but an exact dict
dict_next(obj, i64, i64, i64, ptr) i64 sentinel rw # dict, place, size and items left at the start: next place or -1; key, value
dict_del(obj, obj) void minus1 any
dict_contains(obj, obj) bool minus1 any

set_len(obj) i64 never r
set_discard_tag(obj, tag) void minus1 any fast
set_remove_tag(obj, tag) void minus1 any fast       # KeyError

str_len(obj) i64 never -
str_next(obj, i64) obj null - str!                 # index known to be in range
str_concat(obj, obj) obj null - str!
str_slice(obj, tag?, tag?, tag?) obj null - str!   # likewise
str_eq(obj, obj) bool never -
str_compare(obj, obj) i32 never -                  # negative, 0, positive
str_contains(obj, obj) bool minus1 -
str_contains_char(obj, obj, i64, i64) bool minus1 - # string, item, bits of the characters of ASCII that the string consists of
str_is_char(obj, i32) bool never -                 # the string of that character, of ASCII
text_eq(obj, obj) bool minus1 any fast             # == of what is most probably strings
text_ne(obj, obj) bool minus1 any fast
ord(obj) i64 sentinel - fast
chr(tag) obj null any str!
str_isdigit(obj) bool never -
str_isdecimal(obj) bool never -
str_isnumeric(obj) bool never -
str_isalpha(obj) bool never -
str_isalnum(obj) bool never -
str_isspace(obj) bool never -
str_strip(obj) obj null - str!
str_lstrip(obj) obj null - str!
str_rstrip(obj) obj null - str!
str_strip_chars(obj, obj) obj null - str!
str_lstrip_chars(obj, obj) obj null - str!
str_rstrip_chars(obj, obj) obj null - str!
str_lower(obj) obj null - str!
str_upper(obj) obj null - str!
str_startswith(obj, obj) bool minus1 -
str_endswith(obj, obj) bool minus1 -
str_split(obj) obj null - list!
str_split_at(obj, obj) obj null - list!
str_splitlines(obj) obj null - list!
str_partition(obj, obj) obj null - tuple!
str_replace(obj, obj, obj) obj null - str!
str_join(obj, obj) obj null any str!                # separator, iterable
str_append(steal obj, obj) obj null wf str!        # may extend the first operand in place when nobody else has it

array_new(obj, i64) obj null -                     # class, length
checked_list(obj?, steal obj) obj null any         # class, list: checks the elements
checked_list_len(obj) i64 never r
checked_list_append(obj, obj) void minus1 w        # of an element of the right type
checked_dict(obj?, steal obj) obj null any         # class, dict: checks the items
checked_dict_len(obj) i64 never r
checked_dict_get(obj, obj) obj null any            # KeyError
checked_dict_set(obj, obj, obj) void minus1 any
array_size(obj) ptr never -                        # where the length of an Array stands, which never changes
array_data(obj) ptr never -                        # where its elements begin
list_item(obj, i64) borrowed obj never r           # index known to be in range
list_set_item(obj, i64, obj) void never wf         # likewise
checked_list_pop(obj) obj null rwf
checked_list_item(obj, i64) borrowed obj never r
checked_list_set_item(obj, i64, obj) void never wf
index(obj, obj) i64 sentinel any                   # container, index: clipped to 64 bits; raises what the container does
clip_u64(u64) i64 never -                          # as far as it fits
raise_index(ptr) void always -                     # IndexError with a message

seq_get(obj, i64) obj null any fast                     # any object, with an index of machine size
seq_get_word(obj, i64) tag null any fast
seq_set(obj, i64, obj) void minus1 any fast
subscr_tag(obj, tag) obj null any fast
subscr_tag_word(obj, tag) tag null any fast
store_subscr_tag(obj, tag, obj) void minus1 any fast
contains_tag(obj, tag) bool minus1 any fast             # container, item
slice_get(obj, tag?, tag?, tag?) obj null any           # o[a:b:c] of any objects
slice_set(obj, tag?, tag?, tag?, obj?) void minus1 any  # o[a:b:c] = v; del without v
slice_move(obj, tag?, tag?, tag?, obj, tag?, tag?, tag?) void minus1 any # o[a:b:c] = p[d:e:f]

min_of(obj) obj null any fast                           # the built-in functions, of the items of any object
max_of(obj) obj null any fast
sum_of(obj) obj null any fast
raise_empty(obj) void always any                        # ValueError of max or min, by name
sorted(obj) obj null any list!
list_of(obj) obj null any list!
set_of(obj) obj null any set!
tuple_of(obj) obj null any tuple!
`
