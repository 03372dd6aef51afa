/// The types this layer reads or writes as more than text, by their fixed numbers.
///
/// - Source: PostgreSQL's `src/include/catalog/pg_type.dat`.
enum PostgresType: UInt32 {
    case bool = 16
    case bytea = 17
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case oid = 26
    case float4 = 700
    case float8 = 701
}
