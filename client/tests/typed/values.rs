//! How values become payloads and are read again, and what is read of failures whose words are values.

use bytes::Bytes;
use dacapo_client::{
    Failure,
    convert::{Arguments as _, ConvertError, Converter as _, Json},
};
use dacapo_proto::temporal::api::{common::v1::Payload, failure::v1 as recorded};
use serde::Serialize;
use serde_bytes::{ByteArray, ByteBuf};
use serde_json::{Value, json};

#[test]
fn values_are_json_and_nothing_is_null() {
    let text = Json.encode(&("a", 1)).unwrap();
    assert_eq!((&*text.data, &*text.metadata["encoding"]), (&br#"["a",1]"#[..], &b"json/plain"[..]));
    assert_eq!(Json.decode::<(String, i32)>(&text), Ok(("a".to_owned(), 1)));
    let null = Json.encode(&None::<i32>).unwrap();
    assert_eq!((null.data.len(), &*null.metadata["encoding"]), (0, &b"binary/null"[..]));
    assert_eq!(Json.decode::<Option<i32>>(&null), Ok(None));
    assert!(matches!(Json.decode::<i32>(&text), Err(ConvertError::NotRead { value: "i32", .. })));
    let metadata = [("encoding".to_owned(), Bytes::from_static(b"binary/encrypted"))].into();
    let encrypted = Payload { metadata, ..Default::default() };
    let unknown = ConvertError::UnknownEncoding { encoding: "binary/encrypted".to_owned() };
    assert_eq!(Json.decode::<i32>(&encrypted), Err(unknown));
    assert_eq!((1, "two", [3]).encode(&Json).unwrap().len(), 3);
}

#[test]
fn what_is_bytes_to_serde_is_bytes() {
    #[derive(Serialize)]
    struct Blob(Option<ByteBuf>);

    let encoded = Json.encode(&Blob(Some(ByteBuf::from([0, 255])))).unwrap();
    assert_eq!((&*encoded.data, &*encoded.metadata["encoding"]), (&[0, 255][..], &b"binary/plain"[..]));
    assert_eq!(Json.decode::<ByteBuf>(&encoded), Ok(ByteBuf::from([0, 255])));
    assert_eq!(Json.decode::<Option<Vec<u8>>>(&encoded), Ok(Some(vec![0, 255])));
    assert_eq!(Json.decode::<ByteArray<2>>(&encoded), Ok(ByteArray::new([0, 255])));
    assert_eq!(Json.decode::<[u8; 2]>(&encoded), Ok([0, 255]));
    for wrong in [Json.decode::<String>(&encoded).map(drop), Json.decode::<Value>(&encoded).map(drop)] {
        let Err(ConvertError::NotRead { problem, .. }) = &wrong else { unreachable!("{wrong:?}") };
        assert!(problem.contains("byte"), "{problem}");
    }
    assert!(Json.decode::<[u8; 3]>(&encoded).is_err() && Json.decode::<bool>(&encoded).is_err());
    // A list of numbers is one, and so is what only contains bytes.
    for (value, text) in [(Json.encode(&[1_u8, 2]), "[1,2]"), (Json.encode(&[ByteBuf::from([3])]), "[[3]]")] {
        let payload = value.unwrap();
        assert_eq!((&*payload.data, &*payload.metadata["encoding"]), (text.as_bytes(), &b"json/plain"[..]));
    }
    assert_eq!(&*Json.encode(&Blob(None)).unwrap().metadata["encoding"], b"binary/null");
}

#[test]
fn words_of_a_failure_that_are_encoded_are_read_where_they_can_be() {
    let failure = |attributes: Payload, cause: Option<Box<recorded::Failure>>| recorded::Failure {
        message: "Encoded failure".to_owned(),
        encoded_attributes: Some(attributes),
        cause,
        ..Default::default()
    };
    let words = Json.encode(&json!({ "message": "top", "stack_trace": "line 1" })).unwrap();
    let encrypted = Payload { metadata: [("encoding".to_owned(), Bytes::from_static(b"aes"))].into(), ..words.clone() };
    let partly = Json.encode(&json!({ "stack_trace": null, "more": 1 })).unwrap();
    let chain = failure(words.clone(), Some(Box::new(failure(encrypted, Some(Box::new(failure(partly, None)))))));
    let read = Failure::read(chain, &Json);
    assert_eq!((read.stack_trace.as_str(), read.encoded_attributes.as_ref()), ("line 1", Some(&words)));
    let messages: Vec<_> = read.chain().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["top", "Encoded failure", "Encoded failure"]);
}

#[test]
fn numbers_are_read_as_the_nearest_there_is() {
    for (written, number) in [
        ("-92200000000002069869331", -92_200_000_000_002_069_869_331.0_f64),
        ("9007199254740993.5", 9_007_199_254_740_993.5),
        ("0.1", 0.1),
    ] {
        let payload = Payload {
            metadata: [("encoding".to_owned(), Bytes::from_static(b"json/plain"))].into(),
            data: Bytes::from_static(written.as_bytes()),
            ..Payload::default()
        };
        assert_eq!(Json.decode::<f64>(&payload).map(f64::to_bits), Ok(number.to_bits()), "{written}");
        let again = Json.decode::<f64>(&Json.encode(&number).unwrap()).unwrap();
        assert_eq!(again.to_bits(), number.to_bits(), "{written}");
    }
}
